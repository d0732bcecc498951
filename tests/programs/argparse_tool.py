# kind: script
# exit: 2
# argv: --verbose report --top 2 -k name -k size data1 data2 --ratio=0.5
"""An argparse user: subcommands, types, choices, groups, defaults, help texts, and a wrong call at the end (exit code 2)."""
import argparse
import sys


def ratio(text):
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


class Upper(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, [v.upper() for v in values])


def build():
    parser = argparse.ArgumentParser(prog="tool", description="Works on data files.", epilog="That is all.")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="say more (default: %(default)s)")
    parser.add_argument("--version", action="version", version="%(prog)s 1.0")
    subs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    report = subs.add_parser("report", help="print a report", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    report.add_argument("files", nargs="+", help="what to read")
    report.add_argument("-k", "--key", action="append", choices=["name", "size", "date"], help="sort keys")
    report.add_argument("--top", type=int, default=10, metavar="N", help="how many")
    report.add_argument("--ratio", type=ratio, default=1.0, help="share of lines")
    either = report.add_mutually_exclusive_group()
    either.add_argument("--json", dest="style", action="store_const", const="json", default="text", help="as JSON")
    either.add_argument("--csv", dest="style", action="store_const", const="csv", help="as CSV")
    tags = subs.add_parser("tag", help="tag things")
    tags.add_argument("--no-dry", dest="dry", action="store_false")
    tags.add_argument("names", nargs="*", action=Upper)
    tags.add_argument("--flag", action=argparse.BooleanOptionalAction, default=None)
    tags.add_argument("--pair", nargs=2, metavar=("A", "B"))
    return parser


def show(namespace):
    print(", ".join(f"{k}={v!r}" for k, v in sorted(vars(namespace).items())))


def main(argv):
    parser = build()
    show(parser.parse_args(argv))
    for line in ("tag a b --pair x y --no-flag", "-vvv tag --no-dry", "report f --csv --top 3", "tag", "report --key date -- -odd"):
        show(parser.parse_args(line.split()))
    print(parser.parse_known_args("tag x --unknown 3".split())[1])
    print(parser.format_help())
    sys.stdout.flush()
    for line in ("", "frob", "report", "report f --top x", "report f --ratio 2", "report f -k colour", "report f --json --csv", "tag --pair 1", "report -h"):
        try:
            parser.parse_args(line.split())
        except SystemExit as e:
            print("exit", e.code, "for", repr(line))
            sys.stdout.flush()
    parser.parse_args(["report", "f", "--bogus"])


if __name__ == "__main__":
    main(sys.argv[1:])
