"""Generated encounters for benches: hospitals with wards, an emergency department and clinics over three years."""
