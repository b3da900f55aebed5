import type { ContextActionsBlock, ContextBlock, SectionBlock } from '@slack/types'
import type { ShownBlock } from '../shapes.ts'
import { Feedback, Sign } from './button.tsx'
import { Chart } from './chart.tsx'
import { Element, Input } from './element.tsx'
import { MarkdownText } from './markdown-text.tsx'
import { Picture, sourceOf } from './picture.tsx'
import { RichText } from './rich-text.tsx'
import { DataTable, Table } from './table.tsx'
import type { Target } from './target.ts'
import { Text } from './text.tsx'

function Section({ block, target }: { block: SectionBlock; target: Target }) {
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
      {accessory?.type === 'image' ? (
        <img class="thumb" src={sourceOf(accessory)} alt={accessory.alt_text} />
      ) : (
        accessory && <Element element={accessory} block={block.block_id ?? ''} target={target} />
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

function Opinions({ block, target }: { block: ContextActionsBlock; target: Target }) {
  const at = { block: block.block_id ?? '', target }
  return (
    <div class="opinions">
      {block.elements.map(element =>
        element.type === 'feedback_buttons' ? (
          <Feedback key={element.action_id} element={element} {...at} />
        ) : (
          <Sign key={element.action_id} element={element} {...at} />
        ),
      )}
    </div>
  )
}

/** One block of a message, a modal or a Home tab. */
export function Block({ block, target }: { block: ShownBlock; target: Target }) {
  switch (block.type) {
    case 'header':
      return <h3 class="header">{block.text.text}</h3>
    case 'section':
      return <Section block={block} target={target} />
    case 'context':
      return <Context block={block} />
    case 'divider':
      return <hr />
    case 'actions':
      return (
        <div class="actions">
          {block.elements.map(element => (
            <Element key={element.action_id} element={element} block={block.block_id ?? ''} target={target} />
          ))}
        </div>
      )
    case 'input':
      return <Input block={block} target={target} />
    case 'alert':
      return (
        <div class={`alert ${block.level ?? 'default'}`}>
          <Text text={block.text} />
        </div>
      )
    case 'context_actions':
      return <Opinions block={block} target={target} />
    case 'image':
      return <Picture image={block} title={block.title?.text} sizes={'sizes' in target ? target.sizes : {}} />
    case 'table':
      return <Table block={block} />
    case 'data_table':
      return <DataTable block={block} />
    case 'data_visualization':
      return <Chart block={block} />
    case 'markdown':
      return <MarkdownText text={block.text} />
    case 'rich_text':
      return <RichText block={block} />
    default:
      return null
  }
}
