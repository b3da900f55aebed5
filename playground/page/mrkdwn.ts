/** A stretch of text as Slack's markup means it. */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; inside: Inline[] }
  | { kind: 'link'; url: string; label: string }
  | { kind: 'user' | 'channel'; id: string; label: string }
  | { kind: 'broadcast'; range: string }
  | { kind: 'date'; unix: number; format: string; url: string; fallback: string }
  | { kind: 'emoji'; name: string }
  | { kind: 'break' }

/** A paragraph, a quotation or preformatted text. */
export type Piece = { kind: 'lines' | 'quote'; inside: Inline[] } | { kind: 'pre'; text: string }

/** Text with Slack's three entities turned back. */
const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

function special(inside: string): Inline {
  const [target = '', label = ''] = inside.split(/\|(.*)/s).map(unescaped)
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), label }
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label }
  if (target.startsWith('!date^')) {
    const [, unix = '', format = '', url = ''] = target.split('^')
    return { kind: 'date', unix: Number(unix), format, url, fallback: label }
  }
  if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) }
  return { kind: 'link', url: target, label }
}

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const

// A mark opens after a space or punctuation and closes before one, so that snake_case and 2*3*4 stay as they are.
const TOKEN =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)((?:(?!\3)[^\n])*?\S)\3(?![\p{L}\p{N}])|:([a-z0-9_+-]+):|\n/gu

/** The markup of one paragraph. */
export function inlines(text: string): Inline[] {
  const found: Inline[] = []
  let end = 0
  const say = (plain: string) => {
    if (plain) found.push({ kind: 'text', text: unescaped(plain) })
  }
  for (const match of text.matchAll(TOKEN)) {
    const [whole, angle, code, mark, inside = '', emoji] = match
    say(text.slice(end, match.index))
    end = match.index + whole.length
    if (angle !== undefined) found.push(special(angle))
    else if (code !== undefined) found.push({ kind: 'code', text: unescaped(code) })
    else if (mark === '*' || mark === '_' || mark === '~')
      found.push({ kind: STYLES[mark], inside: inlines(inside) })
    else if (emoji !== undefined) found.push({ kind: 'emoji', name: emoji })
    else found.push({ kind: 'break' })
  }
  say(text.slice(end))
  return found
}

/** A mrkdwn text in its pieces. */
export function mrkdwn(text: string): Piece[] {
  return text.split('```').flatMap((part, at): Piece[] => {
    if (at % 2 === 1) return [{ kind: 'pre', text: unescaped(part.replace(/^\n|\n$/g, '')) }]
    const pieces: { quote: boolean; lines: string[] }[] = []
    for (const line of part.split('\n')) {
      const [mark] = /^(?:&gt;|>) ?/.exec(line) ?? []
      const last = pieces.at(-1)
      const content = line.slice(mark?.length ?? 0)
      if (last && last.quote === (mark !== undefined)) last.lines.push(content)
      else pieces.push({ quote: mark !== undefined, lines: [content] })
    }
    return pieces
      .map(({ quote, lines }) => ({ quote, text: lines.join('\n') }))
      .filter(piece => piece.text.trim() !== '')
      .map(piece => ({ kind: piece.quote ? 'quote' : 'lines', inside: inlines(piece.text) }))
  })
}
