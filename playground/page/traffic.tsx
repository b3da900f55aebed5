import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Traffic } from '../shapes.ts'
import { useAround } from './context.ts'
import { Icon } from './icons.tsx'

const kinds = { all: 'Everything', call: 'Calls by the app', delivery: 'Deliveries to the app' } as const

const Line = ({ entry }: { entry: Traffic }) => (
  <tr class={entry.error ? 'failed-line' : undefined}>
    <td>
      <time>{new Date(entry.at).toLocaleTimeString('en-GB')}</time>
    </td>
    <td>
      <span title={kinds[entry.kind]}>{entry.kind === 'call' ? '→' : '←'}</span>{' '}
      {entry.name.split('.').flatMap((part, at) => (at === 0 ? [part] : ['.', <wbr key={at} />, part]))}
      {entry.retry !== undefined && <small> retry {entry.retry}</small>}
    </td>
    <td>
      {entry.status}
      {entry.error && <small> {entry.error}</small>}
    </td>
    <td class="right">{Math.round(entry.ms)} ms</td>
  </tr>
)

/** The log of what the app called and what it was told, the newest at the end. */
export function TrafficLog({ onClose }: { onClose(): void }) {
  const { slack } = useAround()
  const [kind, setKind] = useState<keyof typeof kinds>('all')
  const box = useRef<HTMLDivElement>(null)
  const shown = slack.traffic.filter(entry => kind === 'all' || entry.kind === kind)
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [shown.length])
  return (
    <aside class="panel traffic" aria-label="Traffic">
      <header>
        <h2>Traffic</h2>
        <select
          class="menu-field"
          aria-label="Which lines"
          value={kind}
          onChange={event => setKind(event.currentTarget.value as keyof typeof kinds)}
        >
          {Object.entries(kinds).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <button type="button" class="round" aria-label="Close the traffic" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="scrolling" ref={box}>
        {shown.length === 0 ? (
          <p class="nothing">Nothing yet. → is what the app calls, ← what it is told.</p>
        ) : (
          <table>
            <tbody>
              {shown.map(entry => (
                <Line key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </aside>
  )
}
