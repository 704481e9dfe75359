import { useEffect, useState } from "react";

/** True once the browser is idle after the first paint. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const start = () => {
      setIdle(true);
    };
    if ("requestIdleCallback" in window) {
      const handle = requestIdleCallback(start, { timeout: 3000 });
      return () => {
        cancelIdleCallback(handle);
      };
    }
    const timer = setTimeout(start, 500);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return idle;
}
