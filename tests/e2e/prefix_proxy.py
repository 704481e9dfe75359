#!/usr/bin/env python3
"""A reverse proxy that serves a server below a path: prefix_proxy.py PREFIX TARGET_URL.

Takes the prefix off, as nginx's `location /lem/ { proxy_pass http://target/; }` does, and answers 404
outside of it. Prints its own address, listens on loopback only.
"""

import http.client
import http.server
import sys
import urllib.parse

PREFIX = sys.argv[1].rstrip("/")
TARGET = urllib.parse.urlsplit(sys.argv[2])
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding"}


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        # A client may drop a connection that it no longer needs.
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def forward(self):
        if not (self.path + "/").startswith(PREFIX + "/"):
            self.send_error(404, "outside of " + PREFIX)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        upstream = http.client.HTTPConnection(TARGET.hostname, TARGET.port, timeout=60)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in OF_THE_CONNECTION}
        upstream.request(self.command, self.path[len(PREFIX):] or "/", body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OF_THE_CONNECTION | {"content-length", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        upstream.close()

    do_GET = do_HEAD = do_POST = do_DELETE = do_OPTIONS = forward

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
print(f"http://127.0.0.1:{server.server_port}{PREFIX}", flush=True)
server.serve_forever()
