import { defineProduct } from '../define.ts'

export default defineProduct('dock3', {
  name: 'DJI Dock 3',
  domain: 3,
  type: 3,
  sub_type: 0,
  gateway: 'dock3',
  model: 'dock3',
})
