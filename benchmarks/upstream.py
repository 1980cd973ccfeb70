"""A fake model server for relay.py: every answer is `--tokens` text deltas at a steady pace, each with its time.

Run alone: `python -m benchmarks.upstream --port 9100 --tokens 600 --rate 50`. A rate of 0 sends as fast as it can.
The stamp is CLOCK_MONOTONIC in nanoseconds, the same clock in every process of one machine.
"""

import argparse
import asyncio
import json
import time

from aiohttp import web

USAGE = {"input_tokens": 40, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 9000, "output_tokens": 1}


def frame(name: str, **fields: object) -> bytes:
    """Return one server-sent event of the Messages API."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode()


class Upstream:
    """Answers every POST /v1/messages with the same stream."""

    def __init__(self, *, tokens: int, rate: float) -> None:
        self.tokens = tokens
        self.rate = rate

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """Stream one answer. The first token follows the headers at once: what is late is the relay's."""
        await request.read()
        response = web.StreamResponse(headers={"content-type": "text/event-stream", "request-id": "req_bench"})
        await response.prepare(request)
        message = {"id": "msg_bench", "type": "message", "role": "assistant", "model": "bench", "content": []}
        message |= {"stop_reason": None, "stop_sequence": None, "usage": USAGE}
        opening = frame("message_start", message=message)
        opening += frame("content_block_start", index=0, content_block={"type": "text", "text": ""})
        await response.write(opening)
        started = time.monotonic()
        for number in range(self.tokens):
            if self.rate:
                await asyncio.sleep(max(0.0, started + (number + 1) / self.rate - time.monotonic()))
            text = f"{time.monotonic_ns()} "
            await response.write(frame("content_block_delta", index=0, delta={"type": "text_delta", "text": text}))
        closing = frame("content_block_stop", index=0)
        delta = {"stop_reason": "end_turn", "stop_sequence": None}
        closing += frame("message_delta", delta=delta, usage={"output_tokens": self.tokens})
        await response.write(closing + frame("message_stop"))
        return response


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tokens", type=int, default=600)
    parser.add_argument("--rate", type=float, default=50)
    options = parser.parse_args()
    application = web.Application()
    application.router.add_post("/v1/messages", Upstream(tokens=options.tokens, rate=options.rate).messages)
    web.run_app(application, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
