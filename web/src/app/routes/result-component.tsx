import { useParams } from "@tanstack/react-router";
import { ResultPage } from "@/features/result/result-page";

export function Result() {
  const { resultId } = useParams({ from: "/results/$resultId" });
  return <ResultPage id={resultId} key={resultId} />;
}
