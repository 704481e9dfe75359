/** The class names that are there, as one text. */
export const cx = (...names: (string | undefined | false)[]) => names.filter(Boolean).join(" ");
