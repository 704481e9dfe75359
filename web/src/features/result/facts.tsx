import type { ReactNode } from "react";
import type { ResultDetail } from "@/shared/api/wire";
import { bytes, count, number, parameters } from "@/shared/format/number";
import { lengthsText, methodWord, scopeWord } from "@/shared/format/words";
import { Engine } from "@/shared/ui/data";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import styles from "./result-page.module.css";
import { at } from "@/shared/lib/base-path";
import { factOf, processor } from "./imported";
import { Trust } from "./trust";

type Row = [name: string, value: ReactNode];

const hash = (text: string | null) => (
  <span className="mono" title={text ?? ""}>
    {text !== null && text.length > 16 ? `${text.slice(0, 8)}…${text.slice(-6)}` : text}
  </span>
);
const known = (value: ReactNode) => value ?? <span className="muted">unknown</span>;

export function Facts({ id, title, rows }: { id: string; title: string; rows: Row[] }) {
  return (
    <section className={layout["section"]} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
      </header>
      <dl className={data["facts"]}>
        {rows.map(([name, value], i) => (
          <div key={`${name}${String(i)}`} className={data["fact"]}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Sources({ detail }: { detail: ResultDetail }) {
  const sources = detail.document.environment.energy_sources;
  if (sources.length === 0) return null;
  return (
    <section className={layout["section"]} aria-labelledby="sources">
      <header>
        <h2 id="sources">Energy sources probed</h2>
      </header>
      <ul className={styles["sources"]}>
        {sources.map((source) => (
          <li key={source.source}>
            <b>{source.source}</b> <span className="muted">{source.available ? "readable" : "not available"}</span>
            <p>{source.finding}</p>
            {source.remedy && <p>To enable it: {source.remedy}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Configuration({ detail }: { detail: ResultDetail }) {
  const { document: result } = detail;
  const { config } = result.experiment;
  const { model } = result;
  const mode = (config?.load ?? result.experiment.load)?.mode;
  const loop = mode === undefined ? "" : mode === "concurrency" ? "closed loop, " : "open loop, ";
  const lengths = lengthsText(detail.row, count);
  return (
    <Facts
      id="config"
      title="Configuration"
      rows={[
        ["Model", model.name],
        ["Revision", known(model.revision)],
        ["Weights", model.parameters_total === null ? known(null) : parameters(model.parameters_total)],
        ["Precision", known(model.precision)],
        [
          "Model file",
          model.file_sha256 === null ? (
            known(model.file_bytes === null ? null : bytes(model.file_bytes))
          ) : (
            <>
              {model.file_bytes !== null && `${bytes(model.file_bytes)}, `}
              {hash(model.file_sha256)}
            </>
          ),
        ],
        ...(result.flops_method && result.flops_confidence
          ? [["FLOPs", `${result.flops_method}, confidence ${result.flops_confidence}`] as Row]
          : []),
        ["Load", `${loop}${detail.row.load}`],
        ["Prompts", [config?.workload.prompts, lengths].filter(Boolean).join(", ") || known(null)],
        [
          "Cycles",
          config
            ? `${count(result.cycles.length)} of ${number(config.protocol.cycle_s)} s, after ${number(config.protocol.warmup_s)} s warm-up`
            : count(result.cycles.length),
        ],
        [
          "Energy",
          result.energy_scope === "none"
            ? scopeWord("none")
            : `${scopeWord(result.energy_scope)}, ${methodWord(result.energy_method)}`,
        ],
        ["Config hash", factOf(result, "experiment.config_sha256", hash(result.experiment.config_sha256))],
      ]}
    />
  );
}

function Hardware({ detail }: { detail: ResultDetail }) {
  const { document: result } = detail;
  const { environment, baseline } = result;
  return (
    <Facts
      id="hardware"
      title="Hardware"
      rows={[
        ...environment.devices.map((device): Row => [
          device.kind.toUpperCase(),
          <>
            {device.name}
            {device.profile && ` (${device.profile})`}
            {device.memory_mb !== null && `, ${number(device.memory_mb / 1000)} GB`}
            {device.power_limit_watts !== null && `, limit ${number(device.power_limit_watts)} W`}
          </>,
        ]),
        ["Processor", factOf(result, "environment.cpu_model", processor(environment))],
        ["Memory", factOf(result, "environment.memory_mb", `${number((environment.memory_mb ?? 0) / 1000)} GB`)],
        ["Virtualised", known(environment.virtualisation ?? "not seen")],
        [
          "Idle",
          baseline.idle_cold_watts === null ? (
            <span className="muted">{baseline.absent_reason ?? "not measured"}</span>
          ) : (
            `${number(baseline.idle_cold_watts)} W`
          ),
        ],
        ["Host", factOf(result, "environment.host_hash", hash(environment.host_hash))],
      ]}
    />
  );
}

function Software({ detail }: { detail: ResultDetail }) {
  const { document: result } = detail;
  const { environment, engine } = result;
  return (
    <Facts
      id="software"
      title="Software"
      rows={[
        [
          "Engine",
          <>
            <Engine name={engine.name} /> {engine.version ?? "version unknown"}
          </>,
        ],
        ...(engine.launcher === null ? [] : [["Launcher", engine.launcher] as Row]),
        ...(engine.image_sha256 ? [["Image", hash(engine.image_sha256)] as Row] : []),
        ...(engine.arguments.length === 0
          ? []
          : [
              [
                "Arguments",
                <span key="a" className="mono">
                  {engine.arguments.join(" ")}
                </span>,
              ] as Row,
            ]),
        ...environment.devices
          .filter((device) => device.driver_version !== null)
          .slice(0, 1)
          .map((device): Row => ["Driver", device.driver_version]),
        [
          "Written by",
          <>
            {result.tool.name} {result.tool.version}
            {result.tool.build && <span className="mono"> ({result.tool.build})</span>}
          </>,
        ],
        ["System", factOf(result, "environment.os", [environment.os, environment.kernel].filter(Boolean).join(", "))],
        ["Definitions", `version ${result.metric_definitions_version}`],
      ]}
    />
  );
}

function Files({ detail }: { detail: ResultDetail }) {
  return (
    <section className={layout["section"]} aria-labelledby="files">
      <header>
        <h2 id="files">Files</h2>
      </header>
      <ul className={styles["files"]}>
        <li>
          <a href={at(`/api/v1/results/${detail.row.id}/document`)} download>
            as submitted
          </a>
          <span className="muted">{bytes(detail.size_bytes)}</span>
          <span className="mono">{detail.sha256}</span>
        </li>
        {detail.files.map((file) => (
          <li key={file.name}>
            <a href={at(`/api/v1/results/${detail.row.id}/files/${encodeURIComponent(file.name)}`)} download>
              {file.name}
            </a>
            <span className="muted">{bytes(file.size_bytes)}</span>
            <span className="mono">{file.sha256}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Side({ detail }: { detail: ResultDetail }) {
  return (
    <>
      <Trust detail={detail} />
      <Configuration detail={detail} />
      <Hardware detail={detail} />
      <Software detail={detail} />
      <Sources detail={detail} />
      <Files detail={detail} />
    </>
  );
}
