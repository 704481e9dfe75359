import { fileFormats } from "../api/vocabulary";
import { writeAddress } from "../lib/address";
import { at } from "../lib/base-path";
import { cx } from "../lib/cx";
import control from "./control.module.css";
import { Popover } from "./popover";
import { Icon } from "./symbols";

interface Props {
  /** Of the page, without its query. */
  path: string;
  /** Its query, so that the files hold what it shows. */
  search?: Record<string, unknown>;
  /** Between other small buttons. */
  plain?: boolean;
}

/** The files that a page can be had as: its own address with an extension. */
export function ExportMenu({ path, search = {}, plain = false }: Props) {
  return (
    <details className={control["facet"]} name="facet">
      <summary className={cx(control["button"], plain && control["plain"])}>
        Export
        <Icon name="down" />
      </summary>
      <Popover title="Export" look={cx(control["right"], control["files"])} once>
        {fileFormats.map(({ extension, title, use }) => (
          <a key={extension} href={at(`${path}.${extension}${writeAddress(search)}`)} download>
            <span>{title}</span>
            <span className="muted">{use}</span>
          </a>
        ))}
      </Popover>
    </details>
  );
}
