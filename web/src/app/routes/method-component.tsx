import { getRouteApi } from "@tanstack/react-router";
import { MethodPage } from "@/features/method/method-page";
import { NotFound } from "../not-found";

const route = getRouteApi("/method/$page");

export function Method() {
  const { page } = route.useParams();
  const text = route.useLoaderData();
  return text ? <MethodPage name={page} text={text} /> : <NotFound />;
}
