/** The map below ours, where the workspace has one: a tile server, or one PMTiles file with raster or vector tiles. */
import { addProtocol, type LayerSpecification, type SourceSpecification } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { MapTiles } from '../api/types.ts'
import type { ColourTokens } from '../ui/tokens.ts'

export interface Ground {
  source: SourceSpecification
  layers: LayerSpecification[]
  /** Its tiles are shifted by GCJ-02. */
  gcj02: boolean
}

const SOURCE = 'ground'
const FONT = ['sans-serif']
let protocol: Protocol | null = null

type Draw = (id: string, c: ColourTokens) => LayerSpecification
const fill =
  (colour: keyof ColourTokens, opacity = 1): Draw =>
  (id, c) => ({
    id: `ground-${id}`,
    type: 'fill',
    source: SOURCE,
    'source-layer': id,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': c[colour], 'fill-opacity': opacity },
  })
const line =
  (colour: keyof ColourTokens, width: number): Draw =>
  (id, c) => ({
    id: `ground-${id}`,
    type: 'line',
    source: SOURCE,
    'source-layer': id,
    paint: {
      'line-color': c[colour],
      'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 6, width / 3, 16, width * 3],
    },
  })
const names: Draw = (id, c) => ({
  id: `ground-${id}`,
  type: 'symbol',
  source: SOURCE,
  'source-layer': id,
  layout: { 'text-field': ['coalesce', ['get', 'name'], ''], 'text-font': FONT, 'text-size': 12 },
  paint: { 'text-color': c['text-muted'], 'text-halo-color': c.land, 'text-halo-width': 1.4 },
})
/** Layers of the two common vector schemas (Protomaps, OpenMapTiles) in drawing order; others are not drawn. */
const VECTOR_LAYERS: Record<string, Draw> = {
  earth: fill('land'),
  landcover: fill('land'),
  landuse: fill('sunken', 0.4),
  park: fill('sunken', 0.4),
  water: fill('water'),
  waterway: line('water', 1.5),
  buildings: fill('line'),
  building: fill('line'),
  roads: line('land-line', 1.4),
  transportation: line('land-line', 1.4),
  boundaries: line('line-strong', 1),
  boundary: line('line-strong', 1),
  places: names,
  place: names,
}

async function pmtiles(tiles: MapTiles, colours: ColourTokens): Promise<Ground> {
  if (!protocol) {
    protocol = new Protocol()
    addProtocol('pmtiles', protocol.tile)
  }
  const url = new URL(tiles.url, location.href).href
  const archive = new PMTiles(url)
  protocol.add(archive)
  const header = await archive.getHeader()
  const common = { url: `pmtiles://${url}`, attribution: tiles.attribution }
  const gcj02 = tiles.crs === 'gcj02'
  if (header.tileType !== TileType.Mvt) {
    const source: SourceSpecification = { type: 'raster', tileSize: 256, ...common }
    return { source, layers: [{ id: 'ground', type: 'raster', source: SOURCE }], gcj02 }
  }
  const metadata = (await archive.getMetadata()) as { vector_layers?: { id: string }[] }
  const present = new Set(metadata.vector_layers?.map(layer => layer.id))
  const layers = Object.entries(VECTOR_LAYERS).flatMap(([id, draw]) => (present.has(id) ? [draw(id, colours)] : []))
  return { source: { type: 'vector', ...common }, layers, gcj02 }
}

/** The ground of the workspace's setting; null: only the outline world. Throws when the file cannot be read. */
export async function groundOf(tiles: MapTiles | null | undefined, colours: ColourTokens): Promise<Ground | null> {
  if (!tiles?.url || tiles.kind === 'none') return null
  if (tiles.kind === 'pmtiles') return pmtiles(tiles, colours)
  return {
    source: { type: 'raster', tiles: [tiles.url], tileSize: 256, attribution: tiles.attribution },
    layers: [{ id: 'ground', type: 'raster', source: SOURCE }],
    gcj02: tiles.crs === 'gcj02',
  }
}
