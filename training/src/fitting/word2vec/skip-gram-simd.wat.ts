import { SIGMOID_RANGE, SIGMOID_SCALE } from './sigmoid-table.js';

/**
 * One `learn` step on 4 float32 lanes at a time, in WebAssembly's text form. Rows are padded with
 * zeros to 8 floats; zeros stay zero under both updates. The sigmoid table lies at address 0.
 *
 * learn(x, way, wayEnd, rate): x = address of the input's row; way .. wayEnd = for each node the
 * address of its row (i32) and 1 - turn (f32); rate = step size.
 */
export const SKIP_GRAM_WAT = `
(module
  (import "seje" "memory" (memory 1 65536 shared))
  ;; bytes of one padded row, a multiple of 32
  (import "seje" "rowBytes" (global $rowBytes i32))
  ;; address of the row of this thread, in which the input's step is summed up
  (import "seje" "step" (global $step i32))

  (func (export "learn") (param $x i32) (param $way i32) (param $wayEnd i32) (param $rate f32)
    (local $i i32) (local $y i32) (local $at i32) (local $product f32)
    (local $even v128) (local $odd v128) (local $gradient v128) (local $row v128)

    (loop $clear
      (v128.store (i32.add (global.get $step) (local.get $i)) (v128.const i32x4 0 0 0 0))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $clear (i32.lt_u (local.get $i) (global.get $rowBytes))))

    (block $end
      (loop $node
        (br_if $end (i32.ge_u (local.get $way) (local.get $wayEnd)))
        (local.set $y (i32.load (local.get $way)))

        ;; product = x . y
        (local.set $even (v128.const i32x4 0 0 0 0))
        (local.set $odd (v128.const i32x4 0 0 0 0))
        (local.set $i (i32.const 0))
        (loop $dot
          (local.set $even (f32x4.add (local.get $even) (f32x4.mul
            (v128.load (i32.add (local.get $x) (local.get $i)))
            (v128.load (i32.add (local.get $y) (local.get $i))))))
          (local.set $odd (f32x4.add (local.get $odd) (f32x4.mul
            (v128.load offset=16 (i32.add (local.get $x) (local.get $i)))
            (v128.load offset=16 (i32.add (local.get $y) (local.get $i))))))
          (local.set $i (i32.add (local.get $i) (i32.const 32)))
          (br_if $dot (i32.lt_u (local.get $i) (global.get $rowBytes))))
        (local.set $even (f32x4.add (local.get $even) (local.get $odd)))
        (local.set $product (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $even)) (f32x4.extract_lane 1 (local.get $even)))
          (f32.add (f32x4.extract_lane 2 (local.get $even)) (f32x4.extract_lane 3 (local.get $even)))))

        (if (f32.lt (f32.abs (local.get $product)) (f32.const ${SIGMOID_RANGE}))
          (then
            ;; gradient = (1 - turn - sigmoid(product)) * rate, in all lanes
            (local.set $at (i32.shl
              (i32.trunc_f32_u (f32.mul
                (f32.add (local.get $product) (f32.const ${SIGMOID_RANGE}))
                (f32.const ${SIGMOID_SCALE})))
              (i32.const 2)))
            (local.set $gradient (f32x4.splat (f32.mul (local.get $rate)
              (f32.sub (f32.load offset=4 (local.get $way)) (f32.load (local.get $at))))))

            ;; step += gradient * y; y += gradient * x
            (local.set $i (i32.const 0))
            (loop $move
              (local.set $row (v128.load (i32.add (local.get $y) (local.get $i))))
              (local.set $at (i32.add (global.get $step) (local.get $i)))
              (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at))
                (f32x4.mul (local.get $gradient) (local.get $row))))
              (v128.store (i32.add (local.get $y) (local.get $i)) (f32x4.add (local.get $row)
                (f32x4.mul (local.get $gradient)
                  (v128.load (i32.add (local.get $x) (local.get $i))))))
              (local.set $row (v128.load offset=16 (i32.add (local.get $y) (local.get $i))))
              (v128.store offset=16 (local.get $at) (f32x4.add (v128.load offset=16 (local.get $at))
                (f32x4.mul (local.get $gradient) (local.get $row))))
              (v128.store offset=16 (i32.add (local.get $y) (local.get $i)) (f32x4.add (local.get $row)
                (f32x4.mul (local.get $gradient)
                  (v128.load offset=16 (i32.add (local.get $x) (local.get $i))))))
              (local.set $i (i32.add (local.get $i) (i32.const 32)))
              (br_if $move (i32.lt_u (local.get $i) (global.get $rowBytes))))))

        (local.set $way (i32.add (local.get $way) (i32.const 8)))
        (br $node)))

    ;; x += step
    (local.set $i (i32.const 0))
    (loop $apply
      (v128.store (i32.add (local.get $x) (local.get $i)) (f32x4.add
        (v128.load (i32.add (local.get $x) (local.get $i)))
        (v128.load (i32.add (global.get $step) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $apply (i32.lt_u (local.get $i) (global.get $rowBytes))))))
`;
