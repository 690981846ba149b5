import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CAMERA_MODELS, cameraOf } from './cameras.ts'
import { DOCKS, REMOTE_CONTROLLERS } from './define.ts'
import { modelKey, PRODUCTS, productById, productOf } from './index.ts'

test('every product of the product-support page resolves by its type code', () => {
  const codes = {
    '0-103-0': 'm400',
    '0-89-0': 'm350',
    '0-60-0': 'm300',
    '0-67-0': 'm30',
    '0-67-1': 'm30t',
    '0-77-0': 'm3e',
    '0-77-1': 'm3t',
    '0-77-3': 'm3ta',
    '0-91-0': 'm3d',
    '0-91-1': 'm3td',
    '0-100-0': 'm4d',
    '0-100-1': 'm4td',
    '0-99-0': 'm4e',
    '0-99-1': 'm4t',
    '2-56-0': 'smart-controller',
    '2-119-0': 'rc-plus',
    '2-174-0': 'rc-plus-2',
    '2-144-0': 'rc-pro',
    '3-1-0': 'dock1',
    '3-2-0': 'dock2',
    '3-3-0': 'dock3',
  }
  for (const [code, id] of Object.entries(codes)) {
    const [domain, type, subType] = code.split('-').map(Number) as [number, number, number]
    const product = productOf(domain, type, subType)
    assert.equal(product.id, id)
    assert.equal(product.known, true)
    assert.equal(productById(id), product)
  }
  assert.equal(PRODUCTS.length, Object.keys(codes).length)
})

test('ids and type codes are unique, and the gateway fits the domain', () => {
  assert.equal(new Set(PRODUCTS.map(p => p.id)).size, PRODUCTS.length)
  assert.equal(new Set(PRODUCTS.map(modelKey)).size, PRODUCTS.length)
  for (const { id, category, gateway } of PRODUCTS) {
    if (category === 'dock')
      assert.ok(
        DOCKS.some(g => g === gateway),
        id,
      )
    else if (category === 'rc')
      assert.ok(
        REMOTE_CONTROLLERS.some(g => g === gateway),
        id,
      )
    else assert.equal(gateway, undefined, id)
  }
})

test('cameras have an index, a name and lenses, once a product', () => {
  assert.equal(new Set(CAMERA_MODELS.map(m => `${m.type}-${m.sub_type}`)).size, CAMERA_MODELS.length)
  for (const { id, category, cameras = [] } of PRODUCTS) {
    if (category === 'rc') continue
    assert.ok(cameras.length > 0, id)
    assert.equal(new Set(cameras.map(c => c.index)).size, cameras.length, id)
    for (const camera of cameras) {
      assert.match(camera.index, /^\d+-\d+-[0127]$/)
      assert.ok(camera.lenses.length > 0)
      assert.equal(cameraOf(camera.index)?.name, camera.name)
    }
  }
  assert.deepEqual(cameraOf('81-0-0')?.lenses, ['wide', 'zoom', 'ir'])
  assert.equal(cameraOf('43-0-1')?.name, 'Zenmuse H20T')
  assert.equal(cameraOf('999-0-0'), undefined)
  assert.equal(cameraOf('none'), undefined)
})

test('a dock newer than the documents speaks the newest dialect', () => {
  const dock4 = productOf(3, 4, 0)
  assert.equal(dock4.known, false)
  assert.equal(dock4.category, 'dock')
  assert.equal(dock4.gateway, 'dock3')
  assert.equal(dock4.model, 'dock3')
  assert.match(dock4.name, /3-4-0/)
})

test('an aircraft newer than the documents has the newest property page and claims no camera', () => {
  const m5td = productOf(0, 110, 1)
  assert.equal(m5td.known, false)
  assert.equal(m5td.category, 'aircraft')
  assert.equal(m5td.gateway, undefined)
  assert.equal(m5td.model, 'm4d')
  assert.equal(m5td.cameras, undefined)
})

test('a remote controller newer than the documents still has a dialect', () => {
  assert.equal(productOf(2, 300, 0).gateway, 'dji-rc-plus-2')
})

test('a new sub_type inherits from the products of its type', () => {
  const m4x = productOf(0, 99, 7)
  assert.equal(m4x.known, false)
  assert.equal(m4x.model, 'm4-series')
  assert.ok(m4x.cameras?.length)
  const dock3x = productOf(3, 3, 1)
  assert.equal(dock3x.gateway, 'dock3')
  assert.equal(productOf(0, 67, 9).model, 'm30')
})

test('a domain newer than the documents is a payload without a dialect', () => {
  const thing = productOf(9, 1, 0)
  assert.equal(thing.category, 'payload')
  assert.equal(thing.gateway, undefined)
})
