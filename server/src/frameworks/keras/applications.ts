/**
 * `keras.applications`: which file of our own zoo builds which network, and what the functions beside them mean.
 *
 * The names are those that Keras 3.15 exports. Every constructor is a function of the same name and parameters in its file, which
 * the evaluator runs as if it stood at the user's call.
 */
import { ONLY_WHEN_RUN, unknown } from "../../values/make";
import type { CallContext, Value } from "../../values/value";

/** Constructor → module of `zoo/keras/applications`, which has the name of Keras' own. */
export const APPLICATIONS: ReadonlyMap<string, string> = new Map([
  ...family("convnext", "ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge"),
  ...family("densenet", "DenseNet121 DenseNet169 DenseNet201"),
  ...family(
    "efficientnet",
    "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 EfficientNetB7",
  ),
  ...family(
    "efficientnet_v2",
    "EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2S EfficientNetV2M EfficientNetV2L",
  ),
  ...family("inception_resnet_v2", "InceptionResNetV2"),
  ...family("inception_v3", "InceptionV3"),
  ...family("mobilenet", "MobileNet"),
  ...family("mobilenet_v2", "MobileNetV2"),
  ...family("mobilenet_v3", "MobileNetV3Large MobileNetV3Small"),
  ...family("nasnet", "NASNetLarge NASNetMobile"),
  ...family("resnet", "ResNet50 ResNet101 ResNet152"),
  ...family("resnet_v2", "ResNet50V2 ResNet101V2 ResNet152V2"),
  ...family("vgg16", "VGG16"),
  ...family("vgg19", "VGG19"),
  ...family("xception", "Xception"),
]);

/** What `preprocess_input` of each module does: a function of `zoo/keras/applications/preprocessing.py`. */
export const PREPROCESSING: ReadonlyMap<string, string> = new Map([
  ["convnext", "preprocess_nothing"],
  ["densenet", "preprocess_torch"],
  ["efficientnet", "preprocess_nothing"],
  ["efficientnet_v2", "preprocess_nothing"],
  ["imagenet_utils", "preprocess"],
  ["inception_resnet_v2", "preprocess_tf"],
  ["inception_v3", "preprocess_tf"],
  ["mobilenet", "preprocess_tf"],
  ["mobilenet_v2", "preprocess_tf"],
  ["mobilenet_v3", "preprocess_nothing"],
  ["nasnet", "preprocess_tf"],
  ["resnet", "preprocess_caffe"],
  ["resnet50", "preprocess_caffe"],
  ["resnet_v2", "preprocess_tf"],
  ["vgg16", "preprocess_caffe"],
  ["vgg19", "preprocess_caffe"],
  ["xception", "preprocess_tf"],
]);

const HOME = "keras.applications.";

/** The one path of a constructor, which several modules offer; every other path of keras.applications stays as it is. */
export function canonicalApplication(path: string): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  return path.startsWith(HOME) && APPLICATIONS.has(name) ? HOME + name : path;
}

/** Whether keras.applications holds the name: a constructor, a module, or a function of a module. */
export function isApplicationName(path: string): boolean {
  const [first = "", second] = path.slice(HOME.length).split(".");
  if (second === undefined) return APPLICATIONS.has(first) || PREPROCESSING.has(first);
  return (PREPROCESSING.has(first) && FUNCTIONS.includes(second)) || isShapeCheck(first, second);
}

const FUNCTIONS = ["preprocess_input", "decode_predictions"];

/** Keras 2.2.4 dropped the underscore for a while; networks outside keras.applications use either. */
function isShapeCheck(module: string, name: string | undefined): boolean {
  return module === "imagenet_utils" && (name === "obtain_input_shape" || name === "_obtain_input_shape");
}

/** A call of a name below `keras.applications`. */
export function callApplication(path: string, call: CallContext): Value {
  const [first = "", second] = path.slice(HOME.length).split(".");
  const file = APPLICATIONS.get(first);
  if (file !== undefined) return construct(file, first, call);
  const preprocess = PREPROCESSING.get(first);
  if (second === "preprocess_input" && preprocess !== undefined)
    return call.interpreter.callBundled("applications.preprocessing", preprocess, call);
  if (isShapeCheck(first, second))
    return call.interpreter.callBundled("applications.imagenet_utils", "obtain_input_shape", call);
  // Names of classes for what a network answers: nothing of it is known before the program runs.
  return unknown(`the answer of ${path} ${ONLY_WHEN_RUN}`, call.location);
}

/** An error of the constructor is one of the user's call: what Keras would raise there. */
function construct(file: string, name: string, call: CallContext): Value {
  const value = call.interpreter.callBundled(`applications.${file}`, name, call);
  const error = value.kind === "unknown" ? /^(?:raises )?\w+Error: (.*)$/s.exec(value.why)?.[1] : undefined;
  if (error !== undefined)
    call.interpreter.report({
      severity: "error",
      code: "argument",
      message: `${name}: ${error}.`,
      location: call.location,
    });
  return value;
}

function family(file: string, constructors: string): readonly (readonly [string, string])[] {
  return constructors.split(" ").map((name) => [name, file]);
}
