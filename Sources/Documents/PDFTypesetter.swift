import Foundation

/// Makes a PDF of a document with WeasyPrint, as a process of its own that is given the page and nothing else.
///
/// The process reads the page from its input and writes the PDF to its output. It may open no connection, start no program and write no file; what the page names
/// beyond itself is refused. It has a limit of time and of memory.
package struct PDFTypesetter: Sendable {
    /// The Python that has WeasyPrint; Debian's package installs it for the system's own.
    package var python: String
    package var seconds: Int

    package init(python: String = "/usr/bin/python3", seconds: Int = 60) {
        self.python = python
        self.seconds = seconds
    }

    /// The document as a tagged PDF with title and language. The same document gives the same bytes as long as WeasyPrint and the typefaces stay the same.
    ///
    /// - Throws: ``DocumentFileError``.
    package func pdf(of document: OfficialDocument) throws(DocumentFileError) -> [UInt8] { try pdf(page: document.printPage(), identity: document.title) }

    func pdf(page: [UInt8], identity: String) throws(DocumentFileError) -> [UInt8] {
        let result = try ChildProcess.run(python, ["-s", "-B", "-c", Self.script, "\(seconds)", identity], environment: Self.environment, input: page, seconds: seconds)
        switch result.ending {
        case .tooSlow: throw .typesetterTooSlow(seconds: seconds)
        case .exited(0) where result.output.starts(with: "%PDF-".utf8): return result.output
        case .exited(3), .exited(127): throw .typesetterMissing(program: python, reason: result.lastError)
        case .exited(let status): throw .typesetterFailed(reason: result.lastError.isEmpty ? "status \(status)" : result.lastError)
        case .killed(let signal): throw signal == SIGXCPU ? .typesetterTooSlow(seconds: seconds) : .typesetterFailed(reason: "signal \(signal)")
        }
    }

    /// Nothing of the server's own environment. Python's order of sets is fixed so that the bytes do not vary.
    private static let environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "HOME=/nonexistent", "PYTHONHASHSEED=0", "SOURCE_DATE_EPOCH=315532800"]

    private static let script = """
        import sys
        sys.path[:] = [p for p in sys.path if p]
        try:
            import weasyprint, resource, logging, hashlib, inspect
        except Exception as e:
            print(f"{type(e).__name__}: {e}", file=sys.stderr)
            sys.exit(3)
        seconds, identity = int(sys.argv[1]), sys.argv[2]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        logging.getLogger("weasyprint").handlers[:] = [logging.NullHandler()]
        def watch(event, args):
            if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "urllib.", "ftplib.")):
                raise PermissionError(event)
            if event == "open" and isinstance(args[1], str) and any(c in args[1] for c in "wax+"):
                raise PermissionError("writing")
        sys.addaudithook(watch)
        def refuse(url, *more, **named):
            raise ValueError("a document asks for no other file: " + url[:80])
        page = sys.stdin.buffer.read().decode("utf-8")
        html = weasyprint.HTML(string=page, url_fetcher=refuse)
        # Version 59 gave the options other names.
        prefix = "" if "variant" in inspect.signature(html.write_pdf).parameters else "pdf_"
        pdf = html.write_pdf(**{prefix + "variant": "pdf/ua-1", prefix + "identifier": hashlib.sha256(page.encode()).hexdigest()[:32].encode()})
        sys.stdout.buffer.write(pdf)
        sys.stdout.buffer.flush()
        """
}
