const share = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 0 })

/** The slices of a pie, clockwise from the top. */
export function Pie(props: { segments: { label: string; value: number }[]; width: number; height: number }) {
  const { segments, width, height } = props
  const total = segments.reduce((sum, one) => sum + one.value, 0)
  const radius = height / 2 - 12
  const point = (part: number, far = radius) => {
    const angle = part * 2 * Math.PI - Math.PI / 2
    return `${width / 2 + far * Math.cos(angle)} ${height / 2 + far * Math.sin(angle)}`
  }
  let from = 0
  return (
    <g>
      {segments.map(({ label, value }, nth) => {
        const part = value / total
        const to = from + part
        const [x = '', y = ''] = point((from + to) / 2, radius * 0.68).split(' ')
        // A full circle has no arc from a point to itself: it is drawn in two halves.
        const slice =
          part > 0.999
            ? `M${point(0)}A${radius} ${radius} 0 1 1 ${point(0.5)}A${radius} ${radius} 0 1 1 ${point(0)}Z`
            : `M${width / 2} ${height / 2}L${point(from)}A${radius} ${radius} 0 ${part > 0.5 ? 1 : 0} 1 ${point(to)}Z`
        from = to
        return (
          <g key={label} class={`series slice colour-${nth}`}>
            <path d={slice}>
              <title>{`${label}: ${share.format(part)}`}</title>
            </path>
            {part > 0.05 && (
              <text class="middle inside" x={x} y={Number(y) + 4}>
                {share.format(part)}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}
