/** The columns of the board, as the server's vocabulary has them. */
import { boardColumns } from "../api/vocabulary";
import type { RankedMetric } from "../api/wire";

/** What a column of a metric has beside its title. */
export interface ColumnMetric {
  /** In running text. */
  name: string;
  title: string;
  unit: string;
  cardLabel: string;
  /** The order that a first click on the header asks for. */
  firstOrder: string;
  /** By what a value is multiplied to be shown. */
  factor: number;
  isEnergy: boolean;
  /** Drawn only where it is asked for, or orders the table. */
  extra: boolean;
  /** The main figure, which has a second cell for its interval. */
  wide: boolean;
}

export interface Column {
  key: string;
  title: string;
  /** Below the title. */
  note: string;
  /** Only where there is room. */
  optional: boolean;
  /** Columns without one can't be sorted. */
  metric?: ColumnMetric;
}
/** Its key is the metric's name. */
export type MetricColumn = Column & { key: RankedMetric; metric: ColumnMetric };

export const columns: readonly Column[] = boardColumns;
export const isMetric = (column: Column): column is MetricColumn => column.metric !== undefined;
export const isExtra = (column: Column) => column.metric?.extra ?? false;
export const isWide = (column: Column) => column.metric?.wide ?? false;
export const metricColumns: readonly MetricColumn[] = columns.filter(isMetric);

export interface Choice {
  /** Of those that are drawn otherwise. */
  hide: readonly string[];
  /** Of the extra ones. */
  show: readonly string[];
  /** The column that orders the table is always drawn. */
  sort: string;
}
export const orders = (column: Column, sort: string) => isMetric(column) && sort.replace(/^-/, "") === column.key;
export const isShown = (column: Column, { hide, show, sort }: Choice) =>
  orders(column, sort) || (isExtra(column) ? show.includes(column.key) : !hide.includes(column.key));
export const shownColumns = (choice: Choice) => columns.filter((column) => isShown(column, choice));
/** Columns that are drawn where nothing is chosen. */
export const usualCount = columns.filter((column) => !isExtra(column)).length;
/** What a column menu offers. */
export const choosable = columns.filter((column) => !["rank", "model"].includes(column.key) && !isWide(column));
/** What an order is by, in running text. */
export const orderName = (sort: string) => columns.find((column) => orders(column, sort))?.metric?.name;
