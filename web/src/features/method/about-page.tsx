import { useQuery } from "@tanstack/react-query";
import { metricsQuery } from "@/shared/api/metrics";
import data from "@/shared/ui/data.module.css";
import layout from "@/shared/ui/layout.module.css";
import { Notice } from "@/shared/ui/data";
import { scopeWord } from "@/shared/format/words";
import { at } from "@/shared/lib/base-path";
import { cx } from "@/shared/lib/cx";
import { useTitle } from "@/shared/lib/use-title";
import { MethodFrame } from "./method-frame";

const scopes: [string, string][] = [
  ["gpu", "the GPU boards as the driver sees them; processor, memory, fans and power supply are not included"],
  [
    "cpu",
    "processor packages alone, from the processor's own counters (RAPL): AMD's and many desktop processors count no memory",
  ],
  ["cpu+dram", "processor packages and memory, from the processor's own counters (RAPL)"],
  ["gpu+cpu+dram", "GPU boards, processor packages and memory"],
  ["module", "a superchip: GPU, processor and memory on one module"],
  ["node_wall", "the whole machine, at its supply"],
  ["none", "energy was not measured; the speed still counts"],
];
const methods: [string, string][] = [
  ["counter", "the difference of a hardware energy counter"],
  ["integrated power", "sampled power, integrated over time"],
  ["replayed", "a recorded trace; for tests and demonstrations, never ranked"],
  ["modelled", "an assumed power times the time: not measured, labelled everywhere, never ranked"],
];

function Definitions() {
  const metrics = useQuery(metricsQuery());
  return (
    <section className={layout["section"]} aria-labelledby="metrics">
      <header>
        <h2 id="metrics">Definitions</h2>
        {metrics.data && <p className="small muted">Version {metrics.data.metric_definitions_version}</p>}
      </header>
      {metrics.isError && (
        <Notice>
          <b>The definitions could not be loaded.</b> They are also at{" "}
          <a href={at("/api/v1/metrics")}>/api/v1/metrics</a>.
        </Notice>
      )}
      {metrics.data && (
        <div className={data["scroll"]} role="region" aria-label="Definitions, scrollable" tabIndex={0}>
          <table className={data["table"]}>
            <caption className="visually-hidden">Metrics</caption>
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col">Unit</th>
                <th scope="col">Better</th>
                <th scope="col">Definition</th>
              </tr>
            </thead>
            <tbody>
              {metrics.data.items.map((metric) => (
                <tr key={metric.name}>
                  <th scope="row">
                    {metric.title}
                    <span className={data["under"]}>
                      <code>{metric.name}</code>
                    </span>
                  </th>
                  <td className="nowrap">{metric.unit}</td>
                  <td>{metric.higher_is_better ? "higher" : "lower"}</td>
                  <td>{metric.definition}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {metrics.data && (
        <>
          <h3 className={layout["gap"]}>What changed</h3>
          <dl className={data["facts"]}>
            {metrics.data.changes.map(({ version, change }) => (
              <div key={version} className={data["fact"]}>
                <dt>{version}</dt>
                <dd>{change}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

function EnergyWords() {
  return (
    <section className={layout["section"]} aria-labelledby="scopes">
      <header>
        <h2 id="scopes">Energy scope and method</h2>
      </header>
      <dl className={data["facts"]}>
        {scopes.map(([scope, text]) => (
          <div key={scope} className={data["fact"]}>
            <dt>{scopeWord(scope)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <dl className={cx(data["facts"], layout["gap"])}>
        {methods.map(([method, text]) => (
          <div key={method} className={data["fact"]}>
            <dt>{method}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function AboutPage() {
  useTitle("How lem measures");
  return (
    <MethodFrame>
      <div className={layout["head"]}>
        <div>
          <h1>How it is measured and ranked</h1>
          <p className={layout["lead"]}>What each number means, what was counted, and what a rank says.</p>
        </div>
      </div>
      <div className={layout["stack"]}>
        <section className={layout["section"]} aria-labelledby="run">
          <header>
            <h2 id="run">A run</h2>
          </header>
          <p className="prose">
            lem starts an engine or attaches to one, takes an idle baseline, loads it until it is steady, then measures
            several cycles of the same load. Only what happens inside a cycle's steady window counts. A mean over cycles
            comes with the half-width of its 95 % confidence interval (Student t); with a single cycle there is no
            interval, and none is shown.
          </p>
        </section>
        <Definitions />
        <EnergyWords />
        <section className={layout["section"]} aria-labelledby="ranks">
          <header>
            <h2 id="ranks">Ranks</h2>
          </header>
          <p className="prose">
            Rows stand in the order of the mean of the chosen column, and a rank is a place in that order. Rows without
            a value come last and have none. Energies of different scope are never ranked together: while several are
            shown, each scope counts from 1. Where two intervals overlap, the data do not say which result is better.
            Runs that were stopped early and results that a check warns of are shown without a rank.
          </p>
        </section>
        <section className={layout["section"]} aria-labelledby="checks">
          <header>
            <h2 id="checks">Checks</h2>
          </header>
          <p className="prose">
            Every submission is read strictly and its arithmetic is done again by the server: each ratio from stored
            energy, tokens and time, each summary from its cycles. A check gives what was observed, what is allowed, and
            a sentence. Impossible results are refused; doubtful ones are published with a public warning. The same code
            runs in the command line, in the server and in the browser.
          </p>
        </section>
        <section className={layout["section"]} aria-labelledby="variation">
          <header>
            <h2 id="variation">Variation</h2>
          </header>
          <p className="prose">
            The coefficient of variation over cycles: up to 2 % stable, up to 5 % normal, up to 10 % variable, above
            that noisy.
          </p>
        </section>
      </div>
    </MethodFrame>
  );
}
