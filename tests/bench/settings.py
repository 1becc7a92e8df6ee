"""The site's settings, with the addresses of the bench."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.yardsticks"
