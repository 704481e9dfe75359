import { apiQuery } from "@/shared/api/queries";

export const savedViewQuery = (id: string) => apiQuery("/api/v1/views/{id}", { path: { id } });
