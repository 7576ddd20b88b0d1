/** The files of `zoo/keras` that make up keras.applications, bundled as text: those of its own folder and what they import. */
import type { ModuleRequest, ModuleSource } from "../../eval/host";
import type { Program } from "../../syntax/program";
import application from "../../../../zoo/keras/applications/application.py";
import convnext from "../../../../zoo/keras/applications/convnext.py";
import efficientnetV2 from "../../../../zoo/keras/applications/efficientnet_v2.py";
import imagenetUtilities from "../../../../zoo/keras/applications/imagenet_utils.py";
import preprocessing from "../../../../zoo/keras/applications/preprocessing.py";
import efficientnetApplication from "../../../../zoo/keras/applications/efficientnet.py";
import inceptionResNetV2Application from "../../../../zoo/keras/applications/inception_resnet_v2.py";
import inceptionV3Application from "../../../../zoo/keras/applications/inception_v3.py";
import mobileNetApplication from "../../../../zoo/keras/applications/mobilenet.py";
import mobileNetV2Application from "../../../../zoo/keras/applications/mobilenet_v2.py";
import mobileNetV3Application from "../../../../zoo/keras/applications/mobilenet_v3.py";
import nasNetApplication from "../../../../zoo/keras/applications/nasnet.py";
import xceptionApplication from "../../../../zoo/keras/applications/xception.py";
import inception from "../../../../zoo/keras/inception.py";
import mobileNet from "../../../../zoo/keras/mobilenet.py";
import mobileNetV2 from "../../../../zoo/keras/mobilenet_v2.py";
import mobileNetV3 from "../../../../zoo/keras/mobilenet_v3.py";
import nasNet from "../../../../zoo/keras/nasnet.py";
import padding from "../../../../zoo/keras/padding.py";
import xception from "../../../../zoo/keras/xception.py";
import densenetApplication from "../../../../zoo/keras/applications/densenet.py";
import resnetApplication from "../../../../zoo/keras/applications/resnet.py";
import resnetV2Application from "../../../../zoo/keras/applications/resnet_v2.py";
import vgg16Application from "../../../../zoo/keras/applications/vgg16.py";
import vgg19Application from "../../../../zoo/keras/applications/vgg19.py";
import densenet from "../../../../zoo/keras/densenet.py";
import resnet from "../../../../zoo/keras/resnet.py";
import resnetV2 from "../../../../zoo/keras/resnet_v2.py";
import vgg16 from "../../../../zoo/keras/vgg16.py";
import vgg19 from "../../../../zoo/keras/vgg19.py";
import efficientnet from "../../../../zoo/keras/efficientnet.py";

/** By the dotted name below `zoo/keras`. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ["applications.application", application],
  ["applications.convnext", convnext],
  ["applications.efficientnet_v2", efficientnetV2],
  ["applications.imagenet_utils", imagenetUtilities],
  ["applications.preprocessing", preprocessing],
  ["applications.efficientnet", efficientnetApplication],
  ["applications.inception_resnet_v2", inceptionResNetV2Application],
  ["applications.inception_v3", inceptionV3Application],
  ["applications.mobilenet", mobileNetApplication],
  ["applications.mobilenet_v2", mobileNetV2Application],
  ["applications.mobilenet_v3", mobileNetV3Application],
  ["applications.nasnet", nasNetApplication],
  ["applications.xception", xceptionApplication],
  ["efficientnet", efficientnet],
  ["inception", inception],
  ["mobilenet", mobileNet],
  ["mobilenet_v2", mobileNetV2],
  ["mobilenet_v3", mobileNetV3],
  ["nasnet", nasNet],
  ["padding", padding],
  ["xception", xception],
  ["applications.densenet", densenetApplication],
  ["applications.resnet", resnetApplication],
  ["applications.resnet_v2", resnetV2Application],
  ["applications.vgg16", vgg16Application],
  ["applications.vgg19", vgg19Application],
  ["densenet", densenet],
  ["resnet", resnet],
  ["resnet_v2", resnetV2],
  ["vgg16", vgg16],
  ["vgg19", vgg19],
]);

/** No file has this scheme: nothing that an editor could open. */
const SCHEME = "latency-lens-zoo:";

/** Parses each file once, when it is first asked for. */
export class ZooSources {
  private readonly programs = new Map<string, Program>();

  constructor(private readonly parse: (text: string) => Program) {}

  /** The module that `from` imports, or that the library asks for by its dotted name; undefined where there is none. */
  module({ module, level, from }: ModuleRequest): ModuleSource | undefined {
    const name = level === 0 ? module : [...packageOf(from, level), ...(module === "" ? [] : [module])].join(".");
    const text = SOURCES.get(name);
    if (text === undefined) return undefined;
    const program = this.programs.get(name) ?? this.parse(text);
    this.programs.set(name, program);
    return { uri: `${SCHEME}/${name}`, program };
  }
}

/** The package that `level` dots mean in a module of ours. */
function packageOf(uri: string, level: number): readonly string[] {
  return uri
    .slice(SCHEME.length + 1)
    .split(".")
    .slice(0, -level);
}
