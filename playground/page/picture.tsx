import type { ImageBlock } from '@slack/types'
import { useState } from 'preact/hooks'
import type { Size } from '../shapes.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icons.tsx'
import { Link } from './text.tsx'

type Shown = Pick<ImageBlock, 'alt_text'> & { slack_file?: unknown; image_url?: string }

function fileOf({ slack_file: file }: Shown): string | undefined {
  const id = typeof file === 'object' && file ? Reflect.get(file, 'id') : undefined
  return typeof id === 'string' ? id : undefined
}

/** The address of an uploaded picture; pictures from elsewhere are not loaded here. */
export function sourceOf(image: Shown): string | undefined {
  const file = fileOf(image)
  return file && `/files/${file}`
}

/** An image block, in a box of its size before it is loaded; a press shows it large. */
export function Picture(props: { image: Shown; title?: string | undefined; sizes: Record<string, Size> }) {
  const { image, title, sizes } = props
  const [large, setLarge] = useState(false)
  const source = sourceOf(image)
  if (!source)
    return (
      <p class="elsewhere">
        <Icon name="external" /> <Link url={image.image_url ?? ''}>{image.alt_text}</Link>
      </p>
    )
  const size = sizes[fileOf(image) ?? '']
  return (
    <figure class="picture">
      {title && <figcaption>{title}</figcaption>}
      <button
        type="button"
        class={size && 'sized'}
        style={size && { maxWidth: `min(640px, ${size.width + 2}px)` }}
        onClick={() => setLarge(true)}
        aria-label={`Enlarge: ${image.alt_text}`}
      >
        <img src={source} alt={image.alt_text} {...size} />
      </button>
      {large && (
        <Dialog class="large" label={title ?? image.alt_text} onClose={() => setLarge(false)}>
          <button type="button" class="round" aria-label="Close" onClick={() => setLarge(false)}>
            <Icon name="close" />
          </button>
          <img src={source} alt={image.alt_text} />
          <p>{image.alt_text}</p>
        </Dialog>
      )}
    </figure>
  )
}
