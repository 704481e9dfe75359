import type { ReactNode } from "react";
import control from "./control.module.css";
import { close } from "./popovers";

interface Props {
  title: string;
  /** Its width and side, where they are not the usual ones. */
  look?: string | undefined;
  /** A choice in it closes it. */
  once?: boolean;
  children: ReactNode;
}

/** The panel of a menu: below its button, or on the phone a sheet with a title and a way out. */
export function Popover({ title, look, once = false, children }: Props) {
  const leave = (event: React.MouseEvent) => {
    const menu = event.currentTarget.closest("details");
    if (menu) close(menu);
  };
  return (
    <div
      className={[control["popover"], look].filter(Boolean).join(" ")}
      role="group"
      aria-label={title}
      onClick={once ? leave : undefined}
    >
      <div className={`${control["sheetHead"] ?? ""} narrow-only`}>
        <b>{title}</b>
        <button type="button" className={[control["button"], control["quiet"]].join(" ")} onClick={leave}>
          Close
        </button>
      </div>
      {children}
    </div>
  );
}
