/** True where a window can be opened: anywhere but on a Linux without a display. */
export function hasDesktop() {
  return process.platform !== "linux" || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}
