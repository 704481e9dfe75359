import { useTitle } from "@/shared/lib/use-title";
import { MethodFrame } from "./method-frame";
import styles from "./method-page.module.css";
import type { MethodText } from "./pages";

/** One page of the method: its text was made from docs/method when the application was built. */
export function MethodPage({ name, text }: { name: string; text: MethodText }) {
  useTitle(text.title);
  return (
    <MethodFrame name={name}>
      <article className={styles["text"]}>
        <h1>{text.title}</h1>
        <div dangerouslySetInnerHTML={{ __html: text.html }} />
      </article>
    </MethodFrame>
  );
}
