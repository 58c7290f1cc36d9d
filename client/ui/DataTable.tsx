/** Rows with names over their columns; on a phone each row is a card. The first column is what a row is called by. */
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import css from "./DataTable.module.css";

export interface Column<T> {
  key: string;
  head: string;
  cell: (row: T) => ReactNode;
  /** Figures stand under each other. */
  figures?: boolean;
}

interface Props<T> {
  label: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
  onOpen?: (row: T) => void;
  /** Ended, retired, no longer active. */
  isFaint?: (row: T) => boolean;
}

export function DataTable<T>({ label, rows, keyOf, columns, onOpen, isFaint }: Props<T>) {
  const [first, ...others] = columns;
  if (!first) return null;
  return (
    <table className={css.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ key, head, figures }) => (
            <th key={key} scope="col" data-figures={figures || undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-faint={isFaint?.(row) || undefined}>
            <th scope="row">
              {onOpen ? (
                <Button className={css.open ?? ""} onPress={() => onOpen(row)}>
                  {first.cell(row)}
                </Button>
              ) : (
                first.cell(row)
              )}
            </th>
            {others.map(({ key, head, cell, figures }) => (
              <td key={key} data-head={head} data-figures={figures || undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
