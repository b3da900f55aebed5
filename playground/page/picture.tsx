import type { ImageBlock } from '@slack/types'
import { useState } from 'preact/hooks'
import { Dialog } from './dialog.tsx'
import { Icon } from './icons.tsx'
import { Link } from './text.tsx'

type Shown = Pick<ImageBlock, 'alt_text'> & { slack_file?: unknown; image_url?: string }

/** The address of an uploaded picture; pictures from elsewhere are not loaded here. */
export function sourceOf(image: Shown): string | undefined {
  const file =
    typeof image.slack_file === 'object' && image.slack_file ? Reflect.get(image.slack_file, 'id') : undefined
  return typeof file === 'string' ? `/files/${file}` : undefined
}

/** An image block: a press shows it large. */
export function Picture({ image, title }: { image: Shown; title?: string | undefined }) {
  const [large, setLarge] = useState(false)
  const source = sourceOf(image)
  if (!source)
    return (
      <p class="elsewhere">
        <Icon name="external" /> <Link url={image.image_url ?? ''}>{image.alt_text}</Link>
      </p>
    )
  return (
    <figure class="picture">
      {title && <figcaption>{title}</figcaption>}
      <button type="button" onClick={() => setLarge(true)} aria-label={`Enlarge: ${image.alt_text}`}>
        <img src={source} alt={image.alt_text} />
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
