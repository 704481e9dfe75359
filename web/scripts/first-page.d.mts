import type { Plugin } from "vite";

export declare const firstPage: Plugin[];
