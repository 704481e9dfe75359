/** The columns of the board, as the server's vocabulary has them. */
import { boardColumns } from "../api/vocabulary";
import type { RankedMetric } from "../api/wire";

/** Of a column by which the table can be ordered. */
export interface ColumnOrder {
  /** In running text. */
  name: string;
  title: string;
  cardLabel: string;
  /** The order that a first click on the header asks for. */
  firstOrder: string;
  /** In the order of the alphabet. */
  isName: boolean;
}
/** What a column of a metric has beside its title. */
export interface ColumnMetric {
  unit: string;
  /** By what a value is multiplied to be shown. */
  factor: number;
  isEnergy: boolean;
  /** The main figure, which has a second cell for its interval. */
  wide: boolean;
}

export interface Column {
  key: string;
  title: string;
  /** Below the title. */
  note: string;
  /** Of the column menu. */
  group: string;
  /** Only where there is room. */
  optional: boolean;
  /** Drawn only where it is asked for, or orders the table. */
  extra: boolean;
  order?: ColumnOrder;
  metric?: ColumnMetric;
  /** Of a number that is no metric: why a row has none. */
  absent?: string;
}
export type SortColumn = Column & { order: ColumnOrder };
/** Its key is the metric's name. */
export type MetricColumn = SortColumn & { key: RankedMetric; metric: ColumnMetric };

export const columns: readonly Column[] = boardColumns;
export const isSortable = (column: Column): column is SortColumn => column.order !== undefined;
export const isMetric = (column: Column): column is MetricColumn => column.metric !== undefined;
export const isWide = (column: Column) => column.metric?.wide ?? false;
export const sortColumns: readonly SortColumn[] = columns.filter(isSortable);
export const metricColumns: readonly MetricColumn[] = columns.filter(isMetric);
export const metricColumn = (key: string) => metricColumns.find((column) => column.key === key);

export interface Choice {
  /** Of those that are drawn otherwise. */
  hide: readonly string[];
  /** Of the extra ones. */
  show: readonly string[];
  /** The column that orders the table is always drawn. */
  sort: string;
}
export const orders = (column: Column, sort: string) => isSortable(column) && sort.replace(/^-/, "") === column.key;
export const orderColumn = (sort: string) => sortColumns.find((column) => orders(column, sort));
export const isShown = (column: Column, { hide, show, sort }: Choice) =>
  orders(column, sort) || (column.extra ? show.includes(column.key) : !hide.includes(column.key));
export const shownColumns = (choice: Choice) => columns.filter((column) => isShown(column, choice));
/** Columns that are drawn where nothing is chosen. */
export const usualCount = columns.filter((column) => !column.extra).length;
/** What a column menu offers. */
export const choosable = columns.filter((column) => !["rank", "model"].includes(column.key) && !isWide(column));
/** What an order is by, in running text. */
export const orderName = (sort: string) => orderColumn(sort)?.order.name;
