//! The division of the bill.

use archipel::aws::ce::*;
use archipel::aws::ec2::Vpc;
use archipel::prelude::*;

/// `ce/CostAllocationTag`: costs by the tag `Name`. The key stays active when the stack is destroyed, because others have it too.
pub fn cost_allocation_tag(scope: &Scope, tagged: &Vpc) -> CostAllocationTag {
    let options = Options::new().depends_on(tagged).retain_on_delete(true);
    CostAllocationTag::with_options(scope, "name", CostAllocationTagArgs::new("Name"), options)
}
