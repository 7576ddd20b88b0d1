/** The controls of @vscode-elements/elements that the page uses, as JSX knows them. */
import type { HTMLAttributes } from "preact";

interface Tabs extends HTMLAttributes<HTMLElement> {
  readonly "selected-index"?: number;
  readonly "onvsc-tabs-select"?: (event: CustomEvent<{ readonly selectedIndex: number }>) => void;
}

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "vscode-tabs": Tabs;
      "vscode-tab-header": HTMLAttributes<HTMLElement>;
      "vscode-tab-panel": HTMLAttributes<HTMLElement>;
      "vscode-button": HTMLAttributes<HTMLElement> & { readonly secondary?: boolean; readonly disabled?: boolean };
      "vscode-textfield": HTMLAttributes<HTMLElement> & { readonly placeholder?: string; readonly value?: string };
    }
  }
}
