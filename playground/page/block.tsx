import type { ContextBlock, SectionBlock } from '@slack/types'
import type { Message, ShownBlock } from '../shapes.ts'
import { Action } from './button.tsx'
import { Chart } from './chart.tsx'
import { Picture, sourceOf } from './picture.tsx'
import { RichText } from './rich-text.tsx'
import { Table } from './table.tsx'
import { Text } from './text.tsx'

function Section({ block, message }: { block: SectionBlock; message: Message }) {
  const { accessory } = block
  return (
    <div class="section">
      <div class="said">
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div class="fields">
            {block.fields.map((field, at) => (
              <div key={at}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'button' && (
        <Action button={accessory} block={block.block_id ?? ''} message={message} />
      )}
      {accessory?.type === 'image' && (
        <img class="thumb" src={sourceOf(accessory)} alt={accessory.alt_text} />
      )}
    </div>
  )
}

const Context = ({ block }: { block: ContextBlock }) => (
  <div class="context">
    {block.elements.map((element, at) =>
      element.type === 'image' ? (
        <img key={at} src={sourceOf(element)} alt={element.alt_text} />
      ) : (
        <Text key={at} text={element} />
      ),
    )}
  </div>
)

/** One block of a message. */
export function Block({ block, message }: { block: ShownBlock; message: Message }) {
  switch (block.type) {
    case 'header':
      return <h3 class="header">{block.text.text}</h3>
    case 'section':
      return <Section block={block} message={message} />
    case 'context':
      return <Context block={block} />
    case 'divider':
      return <hr />
    case 'actions':
      return (
        <div class="actions">
          {block.elements.map(element =>
            element.type === 'button' ? (
              <Action
                key={element.action_id}
                button={element}
                block={block.block_id ?? ''}
                message={message}
              />
            ) : null,
          )}
        </div>
      )
    case 'image':
      return <Picture image={block} title={block.title?.text} sizes={message.sizes} />
    case 'table':
      return <Table block={block} />
    case 'data_visualization':
      return <Chart block={block} />
    case 'rich_text':
      return <RichText block={block} />
    default:
      return null
  }
}
