/** One path per meaning: `tf.layers.conv2d`, whatever module or variable it came from. */

/** Modules that offer the whole library or a part of it; `tfjs-vis` only draws. */
const MODULE =
  /^@tensorflow\/tfjs(-(node|node-gpu|layers|core|converter|data|react-native|backend-[a-z]+))?(\/[^.]*)?(?=\.|$)/;
const PICTURES = /^@tensorflow\/tfjs-vis(?=\.|$)/;

/** `https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/+esm`, and a name that is imported from it. */
const ADDRESS = /^https?:\/\/[^\s]*@tensorflow\/tfjs(@[\d.]*\d)?(\/\+esm|\/[^\s]*?\.m?js)?(?=\.[A-Za-z_$]|$)/;

/** "tf.…" or "tfvis.…"; undefined for a name that is not of TF.js. */
export function canonicalPath(path: string): string | undefined {
  const own = path.replace(PICTURES, "tfvis").replace(MODULE, "tf").replace(ADDRESS, "tf");
  if (!/^(tf|tfvis)(\.|$)/.test(own)) return undefined;
  return own.replace(/^(tf|tfvis)\.default(?=\.|$)/, "$1");
}

/** Names that `<script>` elements of TF.js leave behind. */
export function globalPath(name: string): string | undefined {
  return name === "tf" || name === "tfvis" ? name : undefined;
}

/** First words of its paths. */
export const HOMES = ["tf", "tfvis"];

/** An import of TensorFlow.js in any form, or its global `tf` where it makes layers and models. */
const USE = /@tensorflow\/tfjs|\btf\s*\.\s*(?:layers|sequential|model|input)\b|\}\s*=\s*tf\b/;

export function isUsedIn(text: string): boolean {
  return USE.test(text);
}
