import { check, prepareEvaluation } from "../../support/eval";

before(prepareEvaluation);

const PACKAGING = "from packaging.version import parse, Version\n";
const DISTUTILS = "from distutils.version import LooseVersion, StrictVersion\n";

// What packaging and the distutils of setuptools answer in Python 3.11.
describe("versions", () => {
  check(`${PACKAGING}r = parse('2.15') == parse('2.15.0')`, "True");
  check(`${PACKAGING}r = parse('1.10') > parse('1.9')`, "True");
  check(`${PACKAGING}r = Version('2.16.0-rc1') < Version('2.16')`, "True");
  check(`${PACKAGING}r = parse('2.0.dev1') < parse('2.0a1')`, "True");
  check(`${PACKAGING}r = parse('2.0.dev1') < parse('2.0'), parse('2.0a1.dev1') < parse('2.0a1')`, "(True, True)");
  check(`${PACKAGING}r = parse('2.0.dev1').is_prerelease, parse('2.0').is_prerelease`, "(True, False)");
  check(`${PACKAGING}r = parse('2.0.post1') > parse('2.0')`, "True");
  check(`${PACKAGING}v = parse('2.15.0rc2')\nr = v.major, v.minor, v.micro, v.release`, "(2, 15, 0, (2, 15, 0))");
  check(`${PACKAGING}r = parse('2.15.0+cpu').public`, "'2.15.0'");
  check(`${PACKAGING}r = parse('2.15') != '2.15'`, "True");
  check(`${PACKAGING}r = parse('two')`, "unknown: ValueError: 'two' is no version");
  check(`${PACKAGING}r = parse('2') < '3'`, "unknown: TypeError: __lt__() compares a version with what is none");
  check("import packaging.version\nr = packaging.version.parse('2.1') >= packaging.version.parse('2')", "True");
  check("from pkg_resources import parse_version\nr = parse_version('1.9') < parse_version('1.10')", "True");
  check(`${DISTUTILS}r = LooseVersion('2.15.0') >= '2.2'`, "True");
  check(`${DISTUTILS}r = LooseVersion('2.15') == LooseVersion('2.15.0')`, "False");
  check(`${DISTUTILS}r = LooseVersion('1.13.0-rc1').version`, "[1, 13, 0, '-', 'rc', 1]");
  check(`${DISTUTILS}r = str(LooseVersion('2.1'))`, "'2.1'");
  check(`${DISTUTILS}r = StrictVersion('2.15') == StrictVersion('2.15.0')`, "True");
  check(`${DISTUTILS}r = StrictVersion('1.0a1') < StrictVersion('1.0')`, "True");
  check(`${DISTUTILS}r = StrictVersion('2.15').version`, "(2, 15, 0)");
  check(
    "from distutils.util import strtobool\nr = strtobool('yes')",
    "unknown: the result of distutils.util.strtobool()",
  );
});
