import type { Plugin } from "vite";

export declare const methodPages: Plugin;
export declare function methodPage(markdown: string): { title: string; html: string };
