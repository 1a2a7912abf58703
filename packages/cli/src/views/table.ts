/** Tables without lines between cells; the last column takes what the terminal has left, and wraps at words. */
import Table from 'cli-table3';
import { visibleLength } from './text.ts';

const GAP = 2;
const NARROWEST_LAST = 30;

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/** Lines of a table. A cell may hold several lines, and colours. */
export function tableLines(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const widths = columnWidths(rows, columns);
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    colWidths: widths,
    wordWrap: true,
  });
  const room = (widths.at(-1) ?? 0) - GAP;
  table.push(...rows.map((row) => row.map((cell) => withBreaks(cell, room))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function columnWidths(rows: readonly (readonly string[])[], columns: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: count - 1 }, (_, column) =>
    Math.max(...rows.map((row) => visibleLength(row[column] ?? '') + GAP)),
  );
  const used = natural.reduce((sum, width) => sum + width, 0);
  return [...natural, Math.max(columns - used, NARROWEST_LAST)];
}

/** The table cuts words that do not fit into a column; a path may be such a word, and is broken behind a mark of its own. */
const withBreaks = (cell: string, room: number): string =>
  cell.replace(/\S+/g, (word) => piecesOf(word, room).join('\n'));

const MARKS = ['/', '.', '_', '-'];

function piecesOf(word: string, room: number): readonly string[] {
  const pieces: string[] = [];
  let rest = word;
  while (visibleLength(rest) > room) {
    const mark = Math.max(...MARKS.map((each) => rest.lastIndexOf(each, room - 1)));
    const at = mark > 0 ? mark + 1 : room;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...pieces, rest];
}
