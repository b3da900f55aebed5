import { markdown, type Part } from './markdown.ts'
import { Inlines } from './text.tsx'

function Piece({ part }: { part: Part }) {
  switch (part.kind) {
    case 'rule':
      return <hr />
    case 'pre':
      return <pre>{part.text}</pre>
    case 'list': {
      const items = part.items.map((item, place) => (
        <li key={place}>
          <Inlines parts={item} />
        </li>
      ))
      return part.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return (
        <div class="sideways">
          <table>
            <tbody>
              {part.rows.map((row, place) => (
                <tr key={place}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Inlines parts={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case 'heading':
      return (
        <h4>
          <Inlines parts={part.inside} />
        </h4>
      )
    case 'quote':
      return (
        <blockquote>
          <Inlines parts={part.inside} />
        </blockquote>
      )
    case 'paragraph':
      return (
        <p>
          <Inlines parts={part.inside} />
        </p>
      )
  }
}

/** A markdown block. */
export const MarkdownText = ({ text }: { text: string }) => (
  <div class="rich">
    {markdown(text).map((part, at) => (
      <Piece key={at} part={part} />
    ))}
  </div>
)
