// Measures what `bench/` compares with other programs: `khen-bench cube [FILE]` writes the cube's answers to FILE.
import CProcess

keep_freed_memory()
let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "cube":
    try CubeBenchmark().run(answers: arguments.dropFirst().first)
default:
    print("usage: khen-bench cube [FILE]")
}
