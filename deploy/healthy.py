"""Exit 0 when the address answers 200, by default that of the web server here: the containers have no curl."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def is_well(address: str) -> bool:
    """Asked under the site's own name, because no other is answered."""
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=5)
    try:
        connection.request("GET", url.path, headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    here = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz/"
    sys.exit(not is_well(sys.argv[1] if len(sys.argv) > 1 else here))
