"""The floor for relay.py: aiohttp takes the upstream's bytes and sends each chunk on as one websocket frame.

It parses nothing, stores nothing, checks nothing: the least a relay in Python can do (reference: "aiohttp, bytes in,
websocket frame out"). Run alone: `python -m benchmarks.floor --port 9200 --upstream http://127.0.0.1:9100`.
"""

import argparse
from collections.abc import AsyncIterator

from aiohttp import ClientSession, web

UPSTREAM = web.AppKey("upstream", str)
SESSION = web.AppKey("session", ClientSession)


async def relay(request: web.Request) -> web.WebSocketResponse:
    """Relay one answer for each text frame received."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        body = {
            "model": "bench",
            "max_tokens": 700,
            "stream": True,
            "messages": [{"role": "user", "content": message.data}],
        }
        async with request.app[SESSION].post(f"{request.app[UPSTREAM]}/v1/messages", json=body) as response:
            async for chunk in response.content.iter_any():
                await socket.send_bytes(chunk)
        await socket.send_str("done")
    return socket


async def session_open(application: web.Application) -> AsyncIterator[None]:
    """Hold one client session for the life of the server."""
    async with ClientSession() as session:
        application[SESSION] = session
        yield


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True)
    options = parser.parse_args()
    application = web.Application()
    application[UPSTREAM] = options.upstream
    application.cleanup_ctx.append(session_open)
    application.router.add_get("/ws", relay)
    web.run_app(application, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
