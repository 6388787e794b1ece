"""Whether a server does its work yet."""

from __future__ import annotations

import ssl

import httpx

from tests.servers.elasticsearch.running import RunningServer


def answers(server: RunningServer) -> bool:
    """Whether it is healthy and lets its user in; for some seconds after its port opens, sign-in fails."""
    sign_in = (server.user, server.password or "") if server.user else None
    authority = ssl.create_default_context(cafile=str(server.ca_file)) if server.ca_file else False
    try:
        with httpx.Client(verify=authority, trust_env=False, timeout=30) as client:
            health = client.get(f"{server.url}/_cluster/health?wait_for_status=yellow&timeout=10s", auth=sign_in)
            keys = client.get(f"{server.url}/_security/_authenticate", auth=sign_in) if sign_in else None
    except httpx.HTTPError:
        return False
    return health.status_code == 200 and (keys is None or keys.status_code == 200)
