import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 60.0, 120.0, 300.0)


@dataclass(frozen=True)
class Settings:
    port: int = 8001
    smtp_port: int = 8025
    host: str = "127.0.0.1"
    database: Path = Path("var/sandbox.sqlite3")
    public_url: str = ""
    webhook_url: str = ""
    webhook_id: str = "WH-SANDBOX"
    webhook_pauses: tuple[float, ...] = field(default=PAUSES)
    contract: Path | None = None

    @property
    def url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    if env.get("KONTOR_ENV") == "production":
        raise SystemExit("KONTOR_ENV=production: the sandbox takes no part in production.")
    pauses = env.get("SANDBOX_WEBHOOK_PAUSES", "")
    contract = env.get("SANDBOX_CONTRACT", "")
    return Settings(
        port=int(env.get("SANDBOX_PORT", "8001")),
        smtp_port=int(env.get("SANDBOX_SMTP_PORT", "8025")),
        host=env.get("SANDBOX_HOST", "127.0.0.1"),
        database=Path(env.get("SANDBOX_DB") or Path(env.get("VAR_DIR", "var")) / "sandbox.sqlite3"),
        public_url=env.get("SANDBOX_URL", ""),
        webhook_url=env.get("SANDBOX_WEBHOOK_URL", ""),
        webhook_id=env.get("SANDBOX_WEBHOOK_ID", "WH-SANDBOX"),
        webhook_pauses=tuple(float(pause) for pause in pauses.split(",")) if pauses else PAUSES,
        contract=Path(contract) if contract else None,
    )
