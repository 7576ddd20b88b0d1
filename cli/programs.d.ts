/** Parts of exported predictors, bundled as text. */
declare module "*.py" {
  const text: string;
  export default text;
}

declare module "*.c" {
  const text: string;
  export default text;
}
