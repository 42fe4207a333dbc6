"""An organisation's sign-in on this machine: OpenID Connect with PKCE, as Entra and CIS2 speak it, and as badly as
a test asks it to."""

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "neighbourhood-teams", "known to both"
KEY, STRANGERS_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}) for _ in range(2))


@dataclass
class Provider:
    """`claims` are added to what it says of somebody; `key` signs it."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def answers(self, address: str) -> str:
        """Somebody signs in there, having been sent to this address. Where they are sent back to."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert said["response_type"] == "code"
        assert said["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.asked[code] = said
        return f"{urlsplit(said['redirect_uri']).path}?{urlencode({'code': code, 'state': said['state']})}"

    def token(self) -> tuple[dict[str, Any], int]:
        """What a code is good for, once, with the secret that goes with it."""
        said = self.asked.pop(request.form["code"], None)
        shown = urlsafe_b64encode(sha256(request.form.get("code_verifier", "").encode()).digest())
        known = request.authorization and (request.authorization.username, request.authorization.password)
        if said is None or shown.decode().rstrip("=") != said["code_challenge"] or known != (CLIENT, SECRET):
            return {"error": "invalid_grant"}, 400
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": said["nonce"]}
        usual |= {"sub": "ada-at-work", "email": "ada@example.invalid", "email_verified": True}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, usual | self.claims, self.key)
        return {"access_token": "any", "token_type": "Bearer", "id_token": signed}, 200

    def metadata(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """It answers on a free port of this machine within the block."""
    app = Flask("provider", static_folder=None)
    app.add_url_rule("/.well-known/openid-configuration", "metadata", provider.metadata)
    app.add_url_rule("/token", "token", provider.token, methods=["POST"])
    app.add_url_rule("/keys", "keys", lambda: KeySet([KEY]).as_dict(private=False))
    server = make_server("127.0.0.1", 0, app)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, name="provider")
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
