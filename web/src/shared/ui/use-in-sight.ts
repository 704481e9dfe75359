import { useEffect, useRef, useState, type RefObject } from "react";

/** True once the element has been in sight: what is heavy is not loaded for those who never scroll to it. */
export function useInSight<Of extends Element>(): [RefObject<Of | null>, boolean] {
  const box = useRef<Of>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setSeen(true);
      observer.disconnect();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [box, seen];
}
