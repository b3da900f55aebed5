import { type Inline, inlines } from './mrkdwn.ts'

/** A part of a standard Markdown text. */
export type Part =
  | { kind: 'heading' | 'paragraph' | 'quote'; inside: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'table'; rows: Inline[][][] }
  | { kind: 'pre'; text: string }
  | { kind: 'rule' }

// Markdown's bold and links are rewritten in Slack's own markup, which then has one reader; what was no markup
// there must not become any, hence the escaping.
const asMrkdwn = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<![*\w])\*(?![*\s])([^*\n]+)\*(?!\*)/g, '_$1_')
    .replace(/(\*\*|__)(?=\S)(.+?\S?)\1/g, '*$2*')
    .replace(/~~(.+?)~~/g, '~$1~')
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>')

const inline = (text: string) => inlines(asMrkdwn(text))
const cells = (line: string) =>
  line
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map(cell => inline(cell.trim()))

const KINDS: [test: RegExp, kind: string][] = [
  [/^#{1,6}\s/, 'heading'],
  [/^(?:-{3,}|\*{3,})$/, 'rule'],
  [/^\s*[-*+]\s/, 'bullet'],
  [/^\s*\d+[.)]\s/, 'ordered'],
  [/^>/, 'quote'],
  [/^\s*\|/, 'table'],
]

const kindOf = (line: string) =>
  KINDS.find(([test]) => test.test(line))?.[1] ?? (line.trim() ? 'paragraph' : '')

function part(kind: string, lines: string[]): Part[] {
  const bare = (mark: RegExp) => lines.map(line => inline(line.replace(mark, '')))
  switch (kind) {
    case 'heading':
      return bare(/^#+\s*/).map(inside => ({ kind: 'heading', inside }))
    case 'rule':
      return [{ kind: 'rule' }]
    case 'bullet':
      return [{ kind: 'list', ordered: false, items: bare(/^\s*[-*+]\s+/) }]
    case 'ordered':
      return [{ kind: 'list', ordered: true, items: bare(/^\s*\d+[.)]\s+/) }]
    case 'quote':
      return [{ kind: 'quote', inside: inline(lines.map(line => line.replace(/^>\s?/, '')).join('\n')) }]
    case 'table':
      return [{ kind: 'table', rows: lines.filter(line => !/^[\s|:-]+$/.test(line)).map(cells) }]
    case 'paragraph':
      return [{ kind: 'paragraph', inside: inline(lines.join('\n')) }]
    default:
      return []
  }
}

/** A Markdown text in its parts: as much of the language as Slack's markdown block draws. */
export function markdown(text: string): Part[] {
  return text.split(/^```.*$/m).flatMap((stretch, at): Part[] => {
    if (at % 2 === 1) return [{ kind: 'pre', text: stretch.replace(/^\n|\n$/g, '') }]
    const groups: { kind: string; lines: string[] }[] = []
    for (const line of stretch.split('\n')) {
      const kind = kindOf(line)
      const last = groups.at(-1)
      if (last?.kind === kind) last.lines.push(line)
      else groups.push({ kind, lines: [line] })
    }
    return groups.flatMap(({ kind, lines }) => part(kind, lines))
  })
}
