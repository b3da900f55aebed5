import type { Conversation, Message } from '../shapes.ts'
import { Composer } from './composer.tsx'
import { Icon } from './icons.tsx'
import { Said } from './message.tsx'

/** A message with the answers in its thread, and a box to add one. */
export function Thread(props: {
  conversation: Conversation
  parent: Message
  replies: Message[]
  draft: string
  onDraft(text: string): void
  onClose(): void
}) {
  const { conversation, parent, replies, draft, onDraft, onClose } = props
  return (
    <aside class="panel" aria-label="Thread">
      <header>
        <h2>Thread</h2>
        <button type="button" class="round" aria-label="Close the thread" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="scrolling">
        <Said message={parent} follows={false} marked={false} inThread />
        <p class="day">
          <span>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>
        </p>
        {replies.map(reply => (
          <Said key={reply.ts} message={reply} follows={false} marked={false} inThread />
        ))}
      </div>
      <Composer
        conversation={conversation}
        thread={parent.ts}
        draft={draft}
        onDraft={onDraft}
        onSend={() => {}}
      />
    </aside>
  )
}
