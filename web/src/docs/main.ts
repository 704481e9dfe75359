import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import { at } from "@/shared/lib/base-path";

// No validator, no deep imports: the page asks only this server.
SwaggerUI({
  url: at("/api/openapi.json"),
  dom_id: "#docs",
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: false,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
});
