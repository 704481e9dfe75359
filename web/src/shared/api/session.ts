/** Who this browser is signed in as. The session is a cookie that no script can read; the token is not kept. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { postJson, remove } from "./client";
import { apiQuery } from "./queries";

export const sessionQuery = () => apiQuery("/api/v1/session", {});

export function useSession() {
  const client = useQueryClient();
  const ask = () => client.invalidateQueries({ queryKey: sessionQuery().queryKey });
  const session = useQuery(sessionQuery());
  const signIn = useMutation({
    mutationFn: (given: { token: string } | { account: string; password: string }) =>
      postJson("/api/v1/session", given),
    onSuccess: (opened) => {
      client.setQueryData(sessionQuery().queryKey, opened);
    },
  });
  const signOut = useMutation({ mutationFn: () => remove("/api/v1/session"), onSettled: ask });
  return {
    /** Name of the account; null for nobody; nothing until the server has answered. */
    account: session.data?.account,
    /** What the account may do here. */
    scopes: session.data?.scopes ?? [],
    /** Asks the server again: a session ends, or is ended elsewhere. */
    ask,
    signIn,
    signOut,
  };
}
