"""The line between a browser and the site: it can be cut, lose what the server answers, and bring another version of the program."""
import contextlib
import http.client
import http.server
import socket
import threading
import urllib.parse

OWN = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}      # headers of each half of the way


class Line:
    """Hands requests from an address of its own on to the site.

    is_cut    nothing goes through
    closed    paths on which nothing goes through
    lose      (method, path): how many of the next answers are lost after the server has given them
    change    path: what is made of the bytes that the server answers there
    asked     every request that reached the server, as (method, path)
    """

    def __init__(self, site):
        self.is_cut, self.closed, self.lose, self.change, self.asked = False, set(), {}, {}, []
        self.target = urllib.parse.urlparse(site)
        line = self

        class Half(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def go(self):
                with contextlib.suppress(ConnectionError, TimeoutError):
                    line.hand_on(self)

            do_GET = do_POST = do_HEAD = do_PATCH = do_OPTIONS = go

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Half)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def count(self, method, path):
        return sum(1 for one in self.asked if one == (method, path))

    @staticmethod
    def drop(half):
        half.close_connection = True
        with contextlib.suppress(OSError):
            half.connection.shutdown(socket.SHUT_RDWR)

    def hand_on(self, half):
        path = half.path.partition("?")[0]
        if self.is_cut or path in self.closed:
            return self.drop(half)
        headers = {name: value for name, value in half.headers.items() if name.lower() not in OWN | ({"accept-encoding"} if path in self.change else set())}
        headers["Host"] = half.headers["Host"]
        body = half.rfile.read(int(half.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection(self.target.hostname, self.target.port, timeout=60)
        upstream.request(half.command, half.path, body=body or (b"" if half.command in ("POST", "PATCH") else None), headers=headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        self.asked.append((half.command, path))
        if self.is_cut:
            return self.drop(half)
        if path in self.change:
            content = self.change[path](content)
        half.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OWN:
                half.send_header(name, value)
        if half.command != "HEAD":
            half.send_header("Content-Length", str(len(content)))
        half.end_headers()
        if self.lose.get((half.command, path)):
            self.lose[half.command, path] -= 1
            half.wfile.flush()
            return self.drop(half)
        if half.command != "HEAD":
            half.wfile.write(content)
