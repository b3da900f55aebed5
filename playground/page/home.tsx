import { useEffect } from 'preact/hooks'
import { ask } from './ask.ts'
import { Block } from './block.tsx'
import { useAround } from './context.ts'

/** The app's Home tab as this person sees it; the app hears that it was opened. */
export function Home() {
  const { slack } = useAround()
  const { home, me } = slack
  const bot = slack.people.find(one => one.id === slack.bot)?.name
  useEffect(() => void ask('opened', { user: me, tab: 'home' }), [me])
  return (
    <div class="home">
      {home ? (
        <div class="body">
          {home.blocks.map(block => (
            <Block key={block.block_id} block={block} target={home} />
          ))}
        </div>
      ) : (
        <p class="nothing" role="status">
          {bot} has not published a Home tab for you yet.
        </p>
      )}
    </div>
  )
}
